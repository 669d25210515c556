import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkExamples } from './check-examples.ts'

const root = resolve(import.meta.dirname, '..')

let folder: string

beforeEach(() => {
  mkdirSync(join(root, 'docs/.examples-test'), { recursive: true })
  folder = mkdtempSync(join(root, 'docs/.examples-test/'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = (text: string, path = 'docs/page.md') => checkExamples([{ path, text }], root, folder)

const right = "import { VERSION } from '@imageattach/core'\nconst version: string = VERSION"
const wrong = "import { VERSION } from '@imageattach/core'\nconst version: number = VERSION"
const fence = (code: string, before = '') => `${before}\n\`\`\`ts\n${code}\n\`\`\`\n`

// Each starts the compiler, which takes long where other tests run beside it.
describe('the check of examples', { timeout: 60_000 }, () => {
  it('lets a right example pass', () => {
    expect(check(fence(right))).toEqual([])
  })

  it('tells of a wrong one, at its line in the page', () => {
    expect(check(`# Page\n${fence(wrong)}`)).toEqual([
      expect.stringMatching(/^docs\/page\.md:5:7: error TS2322: Type 'string' is not assignable to type 'number'/),
    ])
  })

  it('tells of a wrong example in TSDoc, and leaves other code alone', () => {
    const source = `const x: number = ''\n/**\n * Text.\n *\n * \`\`\`ts\n * ${wrong.replace('\n', '\n * ')}\n * \`\`\`\n */\n`

    expect(check(source, 'packages/core/src/page.ts')).toEqual([
      expect.stringContaining('packages/core/src/page.ts:7:7: error TS2322'),
    ])
  })

  it('knows what an example continues', () => {
    const page = `${fence(right)}${fence('version.trim()', '<!-- example: continues -->')}`

    expect(check(page)).toEqual([])
    expect(check(page.replace('trim', 'tirm'))).toEqual([expect.stringContaining('docs/page.md:8:9: error TS2339')])
  })

  it('does not let one example see the names of another', () => {
    expect(check(fence(right) + fence('version.trim()'))).toEqual([expect.stringContaining("find name 'version'")])
  })

  it('lets examples import named ones of their page, shown or hidden', () => {
    const shown = fence('export const a = 1', '<!-- example: a.ts -->')
    const hidden = '<!-- example: b.ts\nexport const b = 2\n-->\n'
    const use = "import { a } from './a.js'\nimport { b } from './b.js'\nconst sum: number = a + b"

    expect(check(shown + hidden + fence(use))).toEqual([])
    expect(check(shown + hidden + fence(use.replace('number', 'string')))).toHaveLength(1)
  })

  it('holds an example to the program that the tests run', () => {
    const directive = '<!-- example: is vitest.config.ts -->'

    expect(check(fence(right, directive))).toEqual(['docs/page.md:3: is not the text of vitest.config.ts'])
  })

  it.each([
    ['<!-- example: continues -->', 'continues no block'],
    ['<!-- example: with nothing -->', 'there is no docs/example-context/nothing.ts'],
    ['<!-- example: somehow different -->', 'says nothing'],
    ['<!-- example: continues -->\n\nText.', 'a block must follow'],
  ])('refuses %j', (directive, complaint) => {
    expect(check(fence('export {}', directive)).join()).toContain(complaint)
  })

  it('refuses an unchecked language', () => {
    expect(check('```js\nnonsense(\n```')).toEqual(['docs/page.md:1: write ```ts, so that the example is checked'])
  })
})
