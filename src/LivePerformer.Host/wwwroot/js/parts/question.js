import { find, write } from './element.js';

/** Asks the musician something: resolves with true, or with what was written; false where it was refused. */
export function sure({ title, text, yes = 'Yes', field, value = '' }) {
  const dialog = find('question');
  const input = find('question-input');
  write(find('question-title'), title);
  write(find('question-text'), text ?? '');
  write(find('question-yes'), yes);
  find('question-field').hidden = !field;
  input.required = Boolean(field);
  if (field) {
    write(find('question-label'), field);
    input.value = value;
  }
  dialog.returnValue = 'no';
  dialog.showModal();
  if (field) input.select();
  else find('question-yes').focus();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      const well = dialog.returnValue === 'yes';
      resolve(well && field ? input.value.trim() : well);
    }, { once: true });
  });
}

export function prepareQuestion() {
  find('question-no').type = 'button';
  find('question-no').addEventListener('click', () => find('question').close('no'));
  for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
  for (const dialog of document.querySelectorAll('dialog.sheet:not(#pairing)')) {
    dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close('no'); });
  }
}
