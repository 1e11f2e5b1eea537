/** A line through points, as an SVG path in a box. */
export function pathOf(points, { least, most }, end, width, height) {
  const range = most - least || 1;
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${(x / (end || 1) * width).toFixed(1)} ${((most - y) / range * height).toFixed(1)}`).join('');
}

/** The least and greatest of both losses, with some air. */
export function boundsOf(curve) {
  const values = curve.flatMap(({ train, heldOut }) => [train, heldOut]).filter(Number.isFinite);
  if (values.length === 0) return { least: 0, most: 1 };

  const least = Math.min(...values);
  const most = Math.max(...values);
  const air = (most - least) * 0.08 || 0.05;
  return { least: least - air, most: most + air };
}
