import { test } from 'node:test';
import assert from 'node:assert/strict';
import { RollView } from '../../src/LivePerformer.Host/wwwroot/js/roll/roll-view.js';
import { dice } from './dice.mjs';

test('where a moment is drawn, that moment is found again', () => {
  const roll = dice(2);
  for (let i = 0; i < 200; i++) {
    const view = new RollView(2 + roll.part() * 60, roll.part());
    view.now = roll.part() * 2000;
    view.height = 100 + roll.part() * 1000;
    const moment = view.now + roll.part() * 20 - 10;
    assert.ok(Math.abs(view.momentAt(view.yOf(moment)) - moment) < 1e-9);
  }
});

test('later is higher, now is at the bar, and the window is as long as it says', () => {
  const view = new RollView(10, 0.4);
  view.now = 100;
  view.height = 500;
  assert.equal(view.yOf(100), 200);
  assert.ok(view.yOf(101) < view.yOf(100));
  assert.equal(view.latest - view.earliest, 10);
  assert.equal(view.yOf(view.latest), 0);
});

test('whoever scrolls back stays there while time goes on, until they follow again', () => {
  const view = new RollView(10, 0.4);
  view.now = 100;
  view.moveBy(-30);
  view.now = 200;
  assert.equal(view.at, 70);
  assert.equal(view.following, false);
  view.follow();
  assert.equal(view.at, 200);
});

test('nobody scrolls before the beginning or into what is not played yet', () => {
  const view = new RollView();
  view.now = 20;
  view.moveBy(-1000);
  assert.equal(view.at, 0);
  view.moveBy(1000);
  assert.equal(view.at, 20);
});
