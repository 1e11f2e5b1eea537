import { make } from '../parts/element.js';

/** A field on which files are dropped, or with which they are chosen. */
export function drop({ text, accept, multiple = false, dropped }) {
  const input = make('input', { type: 'file', accept, multiple, class: 'drop-input', 'aria-label': text });
  const zone = make('label', { class: 'drop' }, input, make('span', {}, text));
  input.addEventListener('change', () => {
    dropped([...input.files]);
    input.value = '';
  });
  for (const event of ['dragenter', 'dragover']) {
    zone.addEventListener(event, over => {
      over.preventDefault();
      zone.classList.add('over');
    });
  }
  for (const event of ['dragleave', 'drop']) zone.addEventListener(event, () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    dropped(multiple ? files : files.slice(0, 1));
  });
  return zone;
}

// What misses the field must not make the browser leave the page in the middle of a concert.
for (const event of ['dragover', 'drop']) addEventListener(event, stray => stray.preventDefault());
