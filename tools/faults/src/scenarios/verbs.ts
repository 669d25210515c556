import { picture } from '../pictures.ts'
import { people, type Scenario, scenario } from './scenario.ts'

const thumbnails = [{ width: 20 }, { width: 10 }]

/** The verbs of an attachment, each in transactions of its own. */
export const verbScenarios: readonly Scenario[] = [
  scenario('attach', ({ pictures }, seed) =>
    pictures.of(people.empty).fromBlob(picture(seed), { thumbnails, filename: 'a.png' }),
  ),

  scenario('replace', ({ pictures }, seed) => pictures.of(people.full).fromBlob(picture(seed), { thumbnails })),

  scenario('replace-kept', ({ pictures }, seed) => pictures.of(people.full).fromBlob(picture(seed), { thumbnails }), {
    keepRetired: 3_600,
  }),

  scenario('delete', ({ pictures }) => pictures.of(people.full).remove()),

  scenario('delete-kept', ({ pictures }) => pictures.removeFor([people.full, people.other]), { keepRetired: 3_600 }),

  scenario('thumbnail', ({ pictures }) => pictures.of(people.full).generateThumbnails([{ width: 30 }, { width: 31 }])),

  {
    name: 'findOrGenerate',
    keepRetired: 0,
    processes: 4,
    needsSweep: false,
    async run({ pictures }, _seed, process) {
      // 50 in all.
      const callers = process < 2 ? 13 : 12
      const found = await Promise.all(
        Array.from({ length: callers }, () => pictures.of(people.full).findOrGenerate({ width: 25 })),
      )
      return [...new Set(found.map(image => image.path))].join(' ')
    },
  },
]
