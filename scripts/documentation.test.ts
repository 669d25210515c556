import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], {
  cwd: root,
  exclude: path => /(^|[\\/])(node_modules|\.vitepress|\.examples.*|reference)$/.test(String(path)),
}).map(path => path.split(sep).join('/'))
const readmes = globSync('packages/*/README.md', { cwd: root }).map(path => path.split(sep).join('/'))

describe('the guide to errors', () => {
  it('names every code', () => {
    const codes = read('packages/core/src/errors.ts').matchAll(/readonly code\b.*= '([A-Z_]+)'/g)
    const guide = read('docs/guide/errors.md')

    const missing = [...codes].map(([, code = '']) => code).filter(code => !guide.includes(`\`${code}\``))

    expect(missing).toEqual([])
  })
})

describe('links', () => {
  it.each(pages)('of %s lead somewhere', page => {
    const links = [...read(page).matchAll(/\]\((?!https?:|\/)([^)\s]+)\)/g)].map(([, link = '']) => link)

    expect(links.filter(link => !leadsSomewhere(page, link))).toEqual([])
  })
})

describe('tables', () => {
  it.each([...pages, ...readmes])('of %s are whole', page => {
    const text = read(page).replaceAll(/^```[\s\S]*?^```/gm, '')
    const beginnings = text.matchAll(/(?<=\n\n)\|.*\n(?<second>.*)/g)

    const broken = [...beginnings].filter(({ groups }) => !/^\|[-:| ]+\|$/.test(groups?.second ?? ''))
    expect(broken.map(([rows]) => rows)).toEqual([])
  })
})

/** The reference is made by the build, which checks links into it. */
function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  if (path.includes('reference/api')) return true
  const target = path === '' ? page : join(dirname(page), path)
  const file = [target, `${target}.md`, join(target, 'index.md')].find(
    candidate => existsSync(join(root, candidate)) && /\.\w+$|LICENSE$/.test(candidate),
  )
  if (file === undefined) return false
  return anchor === undefined || anchorsOf(file).includes(anchor)
}

function anchorsOf(page: string): readonly string[] {
  const included = /<!--@include: (.*?)-->/g
  const text = read(page).replaceAll(included, (_, path: string) => read(join(dirname(page), path.trim())))
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .trim()
      .replaceAll(/\s+/g, '-'),
  )
}
