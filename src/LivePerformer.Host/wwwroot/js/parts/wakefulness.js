/** Keeps the screen of a tablet awake while the page is seen; browsers that cannot are left alone. */
export async function stayAwake() {
  if (!navigator.wakeLock || document.visibilityState !== 'visible') return;

  try { await navigator.wakeLock.request('screen'); } catch { /* the battery is low, or the browser does not want to */ }
}

// A page that was hidden has lost it.
document.addEventListener('visibilitychange', stayAwake);
