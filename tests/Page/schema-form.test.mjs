import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { blankOf, faultsOf, fieldOf, labelOf, parse, valueAt, withValueAt } from '../../src/LivePerformer.Host/wwwroot/js/library/schema-form.js';

const folder = new URL('../../presets/', import.meta.url);
const read = name => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const schema = read('preset.schema.json');
const form = fieldOf(schema);
const presets = readdirSync(folder).filter(name => name.endsWith('.json') && !/schema|setlist/.test(name)).map(read);

/** Every entry of a value as the form shows it: its field and path. */
function* entries(field, value, path = []) {
  if (value === undefined) return;
  if (field.kind === 'group') for (const inner of field.fields) yield* entries(inner, value[inner.key], [...path, inner.key]);
  else if (field.kind === 'list') for (let i = 0; i < value.length; i++) yield* entries(field.item, value[i], [...path, i]);
  else yield [field, path, value];
}

test('every setting that the schema knows has a field with its description', () => {
  const walk = (inner, field) => {
    for (const [key, property] of Object.entries(inner.properties ?? inner.items?.properties ?? {})) {
      if (key === '$schema') continue;
      const found = (field.fields ?? field.item.fields).find(one => one.key === key);
      assert.ok(found, key);
      assert.equal(found.hint, property.description ?? '');
      if (property.minimum !== undefined) assert.deepEqual([found.least, found.most], [property.minimum, property.maximum]);
      if (property.enum) assert.deepEqual(found.options, property.enum);
      walk(property, found);
    }
  };
  walk(schema, form);
});

test('a shipped preset has no faults', () => {
  assert.ok(presets.length >= 5);
  for (const preset of presets) assert.deepEqual(faultsOf(form, preset), [], preset.name);
});

test('a preset whose every field is read, written as text and parsed again is the same preset', () => {
  for (const preset of presets) {
    let copy = structuredClone(preset);
    for (const [field, path, value] of entries(form, preset)) {
      copy = withValueAt(copy, path, undefined) ?? {};
      if (typeof path.at(-1) === 'number') copy = structuredClone(preset);
      copy = withValueAt(copy, path, parse(field, String(value)));
    }
    assert.deepEqual(copy, preset);
  }
});

test('what is wrong is named', () => {
  const [preset] = presets;
  const wrong = [
    [['sampling', 'temperature'], 9, 'Temperature: is at most 4.'],
    [['cue', 'silenceMs'], 1.5, 'Silence (ms): is a whole number.'],
    [['role'], 'solo', 'Role: is one of answer, duet, continue.'],
    [['midi', 'thru'], 'yes', 'Thru: is yes or no.'],
    [['name'], '', 'Name: is needed.'],
    [['model'], undefined, 'Model: is needed.'],
  ];
  for (const [path, value, text] of wrong) {
    const faults = faultsOf(form, withValueAt(preset, path, value));
    assert.deepEqual(faults, [{ path, text }]);
  }
});

test('an emptied field leaves no trace, and neither does its group', () => {
  const given = withValueAt({ name: 'x', model: 'y' }, ['time', 'metronome', 'sound'], true);
  assert.deepEqual(given, { name: 'x', model: 'y', time: { metronome: { sound: true } } });
  assert.deepEqual(withValueAt(given, ['time', 'metronome', 'sound'], undefined), { name: 'x', model: 'y' });
});

test('an empty list stays one: it means something else than none', () => {
  const given = { routes: [{ controllers: [64] }] };
  assert.deepEqual(withValueAt(given, ['routes', 0, 'controllers', 0], undefined), { routes: [{ controllers: [] }] });
  assert.deepEqual(valueAt(given, ['routes', 0, 'controllers', 0]), 64);
});

test('nothing that is edited is changed in place', () => {
  const given = Object.freeze({ cue: Object.freeze({ kind: 'pedal' }) });
  assert.deepEqual(withValueAt(given, ['cue', 'kind'], 'key'), { cue: { kind: 'key' } });
  assert.deepEqual(given, { cue: { kind: 'pedal' } });
});

test('a new entry of a list is complete as far as it must be', () => {
  const inputs = form.fields.find(({ key }) => key === 'midi').fields.find(({ key }) => key === 'inputs');
  assert.deepEqual(blankOf(inputs.item), { name: '' });
});

test('labels are words', () => {
  assert.deepEqual(['firstNoteWithinMs', 'gainDb', 'aiChannel', 'topP', 'longestSeconds', 'thru'].map(labelOf),
    ['First note within (ms)', 'Gain (dB)', 'AI channel', 'Top p', 'Longest (s)', 'Thru']);
});
