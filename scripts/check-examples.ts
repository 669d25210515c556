/**
 * Type-checks every example that users read: the `ts` and `tsx` blocks of the READMEs and of docs/, and those in the
 * TSDoc of the packages. CONTRIBUTING.md tells how a block that is no whole program names its context.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** A text with examples in it. */
export interface Page {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

/** One block, as it stands in its page. */
interface Block {
  /** The number of its first line in the page, from 1. */
  readonly line: number
  readonly language: 'ts' | 'tsx'
  readonly code: string
  /** What the comment above it says: `continues`, `with blog`, `is examples/…`, or the name of a file. */
  readonly directive: string
}

/** A module to compile. Its lines stand where they stand in the page, so that messages name the right ones. */
interface Module {
  readonly page: string
  readonly path: string
  readonly text: string
  /** The last line that comes from the page; what follows comes from `context`. */
  readonly lastLine: number
  readonly context: string | undefined
}

const usage = 'the comment before a block is `<!-- example: … -->`, see CONTRIBUTING.md'

/**
 * What is wrong with the examples of these pages, as `page:line:column: what`; empty when all is well.
 *
 * @param folder - where the modules are written, below docs/, whose dependencies they may import
 */
export function checkExamples(pages: readonly Page[], root: string, folder: string): readonly string[] {
  rmSync(folder, { recursive: true, force: true })
  const found: string[] = []
  const modules = pages.flatMap(page => modulesOf(page, root, found))
  if (modules.length === 0) return found
  for (const module of modules) {
    const path = join(folder, module.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, module.text)
  }
  const options = {
    noEmit: true,
    customConditions: ['imageattach:source'],
    jsx: 'react-jsx',
    jsxImportSource: 'preact',
    // TypeORM knows no other decorators.
    experimentalDecorators: true,
  }
  const project = { extends: join(root, 'tsconfig.base.json'), compilerOptions: options, include: ['**/*'] }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (tsc.error) throw tsc.error
  // The sources of the packages are checked with settings of their own; here an example may have brought in the DOM.
  const messages = tsc.stdout.split('\n').filter(line => line !== '' && !line.startsWith('../'))
  const reported = messages.map(line => atItsPage(line, modules))
  if (tsc.stderr !== '') reported.push(tsc.stderr)
  return [...found, ...reported]
}

/** The modules that the blocks of a page make up. */
function modulesOf(page: Page, root: string, found: string[]): readonly Module[] {
  const modules: Module[] = []
  for (const block of findBlocks(page, found)) {
    const { line, language, code, directive } = block
    const [verb = '', argument = ''] = directive.split(/\s+/, 2)
    const place = `${page.path}:${line}`
    const folder = page.path.replaceAll('/', '__')
    const lastLine = line + code.split('\n').length - 1
    const padded = '\n'.repeat(line - 1) + code

    if (verb === 'is') {
      if (tryRead(join(root, argument))?.trim() !== code.trim()) found.push(`${place}: is not the text of ${argument}`)
    } else if (verb === 'continues') {
      const previous = modules.pop()
      if (!previous) found.push(`${place}: continues no block`)
      else modules.push(continued(previous, block))
    } else if (verb === 'with' || verb === '') {
      const context = verb === 'with' ? `docs/example-context/${argument}.ts` : undefined
      const path = `${folder}/line-${line}.${language}`
      modules.push({ page: page.path, path, text: withContext(padded, context), lastLine, context })
    } else if (/^[\w.-]+\.tsx?$/.test(verb) && argument === '') {
      modules.push({
        page: page.path,
        path: `${folder}/${verb}`,
        text: `${padded}\nexport {}`,
        lastLine,
        context: undefined,
      })
    } else found.push(`${place}: ${JSON.stringify(directive)} says nothing; ${usage}`)
  }
  return modules

  function withContext(code: string, context: string | undefined): string {
    // Declarations hold for the code above them, too.
    const declarations = context === undefined ? '' : tryRead(join(root, context))
    if (declarations === undefined) found.push(`${page.path}: there is no ${context}`)
    return `${code}\n${declarations ?? ''}\nexport {}\n`
  }

  function continued(previous: Module, { line, code }: Block): Module {
    const before = previous.text.split('\n').slice(0, previous.lastLine)
    const blank = Array.from({ length: line - 1 - before.length }, () => '')
    const text = [...before, ...blank, code].join('\n')
    const lastLine = line + code.split('\n').length - 1
    return { ...previous, text: withContext(text, previous.context), lastLine }
  }
}

/** Every block of a page, in its order, hidden ones included. */
function findBlocks(page: Page, found: string[]): readonly Block[] {
  const lines = page.path.endsWith('.md') ? page.text.split('\n') : commentLines(page.text)
  const blocks: Block[] = []
  let directive = ''
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const comment = /^\s*<!--\s*example:\s*(.*?)\s*(-->)?\s*$/.exec(line)
    const fence = /^(\s*)(`{3,})\s*(\w*)/.exec(line)
    if (comment) {
      const [, said = '', end] = comment
      if (end) directive = said
      else {
        const last = closing(index, text => text.trim() === '-->')
        blocks.push({ line: index + 2, language: 'ts', code: lines.slice(index + 1, last).join('\n'), directive: said })
        index = last
      }
    } else if (fence) {
      const [, indent = '', ticks = '', language] = fence
      const last = closing(index, text => text.trim() === ticks)
      if (language === 'ts' || language === 'tsx') {
        const code = lines
          .slice(index + 1, last)
          .map(text => (text.startsWith(indent) ? text.slice(indent.length) : text))
        blocks.push({ line: index + 2, language, code: code.join('\n'), directive })
        directive = ''
      } else if (language && /^(typescript|mts|js|javascript|jsx)$/.test(language)) {
        found.push(`${page.path}:${index + 1}: write \`\`\`ts, so that the example is checked`)
      }
      index = last
    } else if (directive !== '' && line.trim() !== '') {
      found.push(`${page.path}:${index + 1}: a block must follow "example: ${directive}"`)
      directive = ''
    }
  }
  return blocks

  function closing(start: number, isEnd: (text: string) => boolean): number {
    const end = lines.findIndex((text, index) => index > start && isEnd(text))
    return end === -1 ? lines.length : end
  }
}

/** The lines of a source file, with all but its TSDoc comments left blank. */
function commentLines(text: string): readonly string[] {
  let inside = false
  return text.split('\n').map(line => {
    if (!inside && /^\s*\/\*\*/.test(line)) inside = !line.includes('*/')
    else if (inside && line.includes('*/')) inside = false
    else if (inside) return line.replace(/^\s*\* ?/, '')
    return ''
  })
}

/** A message of the compiler, about the page instead of the module. */
function atItsPage(message: string, modules: readonly Module[]): string {
  const place = /^(.+?)\((\d+),(\d+)\): (.*)$/.exec(message)
  if (!place) return message
  const [, path = '', line = '', column = '', what = ''] = place
  const module = modules.find(candidate => candidate.path === path.split(sep).join('/'))
  if (!module) return message
  const beyond = Number(line) - module.lastLine
  return beyond > 0 && module.context
    ? `${module.context}:${beyond}:${column}: ${what} (for ${module.page})`
    : `${module.page}:${line}:${column}: ${what}`
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Everything with examples that users read. */
function readPages(root: string): readonly Page[] {
  const paths = globSync(
    ['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md', 'packages/*/src/**/*.ts'],
    {
      cwd: root,
      exclude: path => /(^|[\\/])(node_modules|dist|\.vitepress|\.examples|reference)$/.test(String(path)),
    },
  )
  return paths
    .map(path => relative(root, resolve(root, path)).split(sep).join('/'))
    .sort()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const pages = readPages(root)
  const problems = checkExamples(pages, root, join(root, 'docs/.examples'))
  for (const problem of problems) console.error(problem)
  const count = pages.reduce((sum, page) => sum + findBlocks(page, []).length, 0)
  console.log(`${problems.length} problems in ${count} examples of ${pages.length} files`)
  if (problems.length > 0) process.exitCode = 1
}
