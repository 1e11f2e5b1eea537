// Golden keys: openings of known melodies, and the key that maia-util finds in each (Krumhansl-Kessler profiles).
// npm install maia-util@0.3.18 && node make_keys.mjs > keys.json
import { fifth_steps_mode, krumhansl_and_kessler_key_profiles } from 'maia-util'

// pitch, then how long it lasts, in any unit
const melodies = {
  'Twinkle': [60, 1, 60, 1, 67, 1, 67, 1, 69, 1, 69, 1, 67, 2, 65, 1, 65, 1, 64, 1, 64, 1, 62, 1, 62, 1, 60, 2],
  'Happy Birthday in F': [60, 0.75, 60, 0.25, 62, 1, 60, 1, 65, 1, 64, 2, 60, 0.75, 60, 0.25, 62, 1, 60, 1, 67, 1, 65, 2,
    60, 0.75, 60, 0.25, 72, 1, 69, 1, 65, 1, 64, 1, 62, 1, 70, 0.75, 70, 0.25, 69, 1, 65, 1, 67, 1, 65, 2],
  'Beethoven, Ode to Joy in D': [66, 1, 66, 1, 67, 1, 69, 1, 69, 1, 67, 1, 66, 1, 64, 1, 62, 1, 62, 1, 64, 1, 66, 1, 66, 1.5, 64, 0.5, 64, 2,
    66, 1, 66, 1, 67, 1, 69, 1, 69, 1, 67, 1, 66, 1, 64, 1, 62, 1, 62, 1, 64, 1, 66, 1, 64, 1.5, 62, 0.5, 62, 2],
  'Beethoven, Fur Elise': [76, 1, 75, 1, 76, 1, 75, 1, 76, 1, 71, 1, 74, 1, 72, 1, 69, 2, 60, 1, 64, 1, 69, 1, 71, 2, 64, 1, 68, 1, 71, 1, 72, 2,
    64, 1, 76, 1, 75, 1, 76, 1, 75, 1, 76, 1, 71, 1, 74, 1, 72, 1, 69, 2, 60, 1, 64, 1, 69, 1, 71, 2, 64, 1, 72, 1, 71, 1, 69, 4],
  'Mozart, Symphony 40': [75, 1, 74, 1, 74, 2, 75, 1, 74, 1, 74, 2, 75, 1, 74, 1, 74, 2, 82, 4, 82, 1, 81, 1, 79, 2, 79, 1, 77, 1, 75, 2,
    75, 1, 74, 1, 72, 2, 72, 4],
  'Dies irae in D minor': [65, 1, 64, 1, 65, 1, 62, 1, 64, 1, 60, 1, 62, 2, 62, 1, 65, 1, 65, 1, 67, 1, 64, 1, 62, 1, 60, 1, 64, 1, 65, 1, 64, 1, 62, 2],
}

const found = Object.entries(melodies).map(([name, flat]) => {
  const notes = flat.flatMap((pitch, i) => i % 2 ? [] : [[pitch, flat[i + 1]]])
  const [key, correlation] = fifth_steps_mode(notes.map(([pitch, length], i) => [i, pitch, length]), krumhansl_and_kessler_key_profiles)
  return { name, key, correlation, notes }
})
console.log('[\n' + found.map(melody => JSON.stringify(melody)).join(',\n') + '\n]')
