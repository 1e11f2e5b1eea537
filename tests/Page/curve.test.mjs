import { test } from 'node:test';
import assert from 'node:assert/strict';
import { boundsOf, pathOf } from '../../src/LivePerformer.Host/wwwroot/js/library/curve.js';

const curve = [{ minutes: 0, train: 3, heldOut: 3.2 }, { minutes: 1, train: 2.5 }, { minutes: 2, train: 2.2, heldOut: 2.6 }];

test('every loss lies within the box', () => {
  const bounds = boundsOf(curve);
  const drawn = pathOf(curve.map(({ minutes, train }) => [minutes, train]), bounds, 2, 320, 130);
  const points = [...drawn.matchAll(/([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(points.length, 3);
  assert.deepEqual(points.map(([x]) => x), [0, 160, 320]);
  for (const [, y] of points) assert.ok(y > 0 && y < 130);
  assert.ok(points[0][1] < points[2][1], 'a lower loss is drawn lower');
});

test('one point, or none, is no fault', () => {
  assert.deepEqual(boundsOf([]), { least: 0, most: 1 });
  const { least, most } = boundsOf([{ minutes: 0, train: 2, heldOut: 2 }]);
  assert.ok(least < 2 && most > 2);
});
