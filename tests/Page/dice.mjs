/** The same throws for the same seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const part = () => {
    state = state + 0x6D2B79F5 >>> 0;
    let t = state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
  return { part, whole: (least, most) => least + Math.floor(part() * (most - least + 1)) };
}
