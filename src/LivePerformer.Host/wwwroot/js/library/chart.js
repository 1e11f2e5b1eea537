import { boundsOf, pathOf } from './curve.js';

const Width = 320;
const Height = 130;
const Svg = 'http://www.w3.org/2000/svg';

const draw = (tag, attributes, text) => {
  const element = document.createElementNS(Svg, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

/** The losses of a fine-tune over its minutes: what it trains on, and what was held out. */
export function chart(curve) {
  const bounds = boundsOf(curve);
  const end = curve.at(-1)?.minutes || 1;
  const line = key => pathOf(curve.filter(point => Number.isFinite(point[key])).map(point => [point.minutes, point[key]]), bounds, end, Width, Height);
  const last = curve.filter(({ heldOut }) => Number.isFinite(heldOut)).at(-1);
  const svg = draw('svg', {
    viewBox: `-44 -10 ${Width + 60} ${Height + 34}`, class: 'chart', role: 'img',
    'aria-label': `Loss over ${end.toFixed(1)} minutes${last ? `; held out, it is now ${last.heldOut.toFixed(3)}` : ''}.`,
  });
  for (let i = 0; i <= 3; i++) {
    const y = Height * i / 3;
    svg.append(draw('line', { x1: 0, x2: Width, y1: y, y2: y, class: 'chart-grid' }),
      draw('text', { x: -6, y: y + 4, 'text-anchor': 'end' }, (bounds.most - (bounds.most - bounds.least) * i / 3).toFixed(2)));
  }
  svg.append(draw('text', { x: Width, y: Height + 18, 'text-anchor': 'end' }, `${end.toFixed(1)} min`),
    draw('path', { d: line('train'), class: 'chart-train' }), draw('path', { d: line('heldOut'), class: 'chart-held' }));
  if (last) svg.append(draw('circle', { cx: last.minutes / end * Width, cy: (bounds.most - last.heldOut) / (bounds.most - bounds.least) * Height, r: 4, class: 'chart-dot' }));
  return svg;
}
