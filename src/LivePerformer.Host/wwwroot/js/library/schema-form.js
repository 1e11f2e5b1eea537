// A form out of a JSON schema, without any page: which fields there are, what they may hold, and what is written in the end.

/** silenceMs is "Silence (ms)", firstNoteWithinMs "First note within (ms)". */
export function labelOf(key) {
  const unit = { Ms: 'ms', Db: 'dB', Bpm: '', Seconds: 's' };
  const found = /^(.+?)(Ms|Db|Seconds)$/.exec(key);
  const words = (found?.[1] ?? key).replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
  const label = { ai: 'AI', bpm: 'Beats a minute', 'top p': 'Top p', midi: 'MIDI' }[words] ?? words.charAt(0).toUpperCase() + words.slice(1);
  return (found ? `${label} (${unit[found[2]]})` : label).replace(/^Ai /, 'AI ').replace(/\bmidi\b/i, 'MIDI');
}

/** The field that a schema describes: its kind is text, number, toggle, choice, group or list. */
export function fieldOf(schema, key = '', required = false) {
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
  const field = { key, label: labelOf(key), hint: schema.description ?? '', required, nullable: types.includes('null') };
  if (schema.enum) return { ...field, kind: 'choice', options: schema.enum };

  switch (types.find(type => type !== 'null')) {
    case 'object':
      return {
        ...field, kind: 'group',
        fields: Object.entries(schema.properties ?? {})
          .filter(([name]) => name !== '$schema')
          .map(([name, inner]) => fieldOf(inner, name, (schema.required ?? []).includes(name))),
      };
    case 'array': return { ...field, kind: 'list', item: fieldOf(schema.items ?? {}, key, true) };
    case 'boolean': return { ...field, kind: 'toggle' };
    case 'integer': return { ...field, kind: 'number', whole: true, least: schema.minimum, most: schema.maximum };
    case 'number': return { ...field, kind: 'number', whole: false, least: schema.minimum, most: schema.maximum };
    default: return { ...field, kind: 'text' };
  }
}

/** What a new entry of a list begins with. */
export function blankOf(field) {
  switch (field.kind) {
    case 'group': return Object.fromEntries(field.fields.filter(({ required }) => required).map(inner => [inner.key, blankOf(inner)]));
    case 'list': return [];
    case 'toggle': return false;
    case 'choice': return field.options[0];
    case 'number': return field.least ?? 0;
    default: return '';
  }
}

export const valueAt = (value, path) => path.reduce((inner, key) => inner?.[key], value);

/** The same with another value there; undefined takes the key away, and so do groups that are left empty. */
export function withValueAt(value, [key, ...rest], next) {
  if (key === undefined) return next;

  const inner = withValueAt(value?.[key], rest, next);
  if (typeof key === 'number') {
    const list = [...value ?? []];
    if (inner === undefined && rest.length === 0) list.splice(key, 1);
    else list[key] = inner ?? {};
    return list;
  }

  const copy = { ...value };
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  const isEmpty = Object.keys(copy).length === 0;
  return isEmpty ? undefined : copy;
}

/** What is wrong, each with its path and a line for the musician; keys that the schema does not know are left to the server. */
export function faultsOf(field, value, path = []) {
  const fault = text => [{ path, text: `${field.label || 'This'}: ${text}` }];
  if (value === undefined || (value === null && field.nullable)) return field.required ? fault('is needed.') : [];

  switch (field.kind) {
    case 'group':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('is no group of settings.');
      return field.fields.flatMap(inner => faultsOf(inner, value[inner.key], [...path, inner.key]));
    case 'list':
      return Array.isArray(value) ? value.flatMap((inner, i) => faultsOf(field.item, inner, [...path, i])) : fault('is no list.');
    case 'choice': return field.options.includes(value) ? [] : fault(`is one of ${field.options.join(', ')}.`);
    case 'toggle': return typeof value === 'boolean' ? [] : fault('is yes or no.');
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return fault('is a number.');
      if (field.whole && !Number.isInteger(value)) return fault('is a whole number.');
      if (value < field.least) return fault(`is at least ${field.least}.`);
      return value > field.most ? fault(`is at most ${field.most}.`) : [];
    default:
      if (typeof value !== 'string') return fault('is a text.');
      return field.required && value.trim() === '' ? fault('is needed.') : [];
  }
}

/** What somebody wrote in a field; undefined where it is left to the program. */
export function parse(field, text) {
  if (text === '') return field.kind === 'text' && field.required ? '' : undefined;
  if (field.kind === 'number') return Number(text.replace(',', '.'));
  if (field.kind === 'toggle') return text === 'true';
  return text;
}
