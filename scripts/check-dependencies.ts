/**
 * Holds the workspaces to the dependency rule: adapters import core and their own library, core imports nothing.
 *
 * It reads import specifiers and package.json files; it runs nothing. CONTRIBUTING.md has the rule in prose.
 */
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'

/** Where core meets Node, and by which built-in modules. Everything else in core runs wherever JavaScript does. */
const coreEdgeModules: Readonly<Record<string, readonly string[]>> = {
  'async-context.ts': ['node:async_hooks'],
  'checksum.ts': ['node:crypto'],
  'path-input.ts': ['node:fs'],
  'random.ts': ['node:crypto'],
}

interface Rule {
  /** Packages of ours it may import, by public entry. */
  readonly ours: readonly string[]
  /** Libraries it may import; `'*'` is any. */
  readonly libraries: readonly string[]
  readonly builtins: boolean
}

const packageRules: Readonly<Record<string, Rule>> = {
  core: { ours: [], libraries: [], builtins: false },
  contracts: { ours: ['core'], libraries: [], builtins: true },
  kysely: { ours: ['core'], libraries: ['kysely'], builtins: false },
  typeorm: { ours: ['core'], libraries: ['typeorm'], builtins: false },
  objection: { ours: ['core'], libraries: ['objection', 'knex'], builtins: false },
  sharp: { ours: ['core'], libraries: ['sharp'], builtins: true },
  jimp: { ours: ['core'], libraries: ['jimp'], builtins: true },
  cli: { ours: ['core'], libraries: ['@commander-js/extra-typings', 'log-update'], builtins: true },
  'store-memory': { ours: ['core'], libraries: ['memfs'], builtins: true },
  'store-fs': { ours: ['core'], libraries: [], builtins: true },
  'store-s3': { ours: ['core'], libraries: ['@aws-sdk/*', '@smithy/*'], builtins: true },
  'store-sandbox': { ours: ['core'], libraries: [], builtins: false },
}

/** Applications, documentation and examples use what a user could: any library, and ours by public entry. */
const applicationRule: Rule = { ours: ['*'], libraries: ['*'], builtins: true }

export interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export interface Workspace {
  /** From the repository's root, with slashes: `packages/core`. */
  readonly folder: string
  readonly manifest: Manifest
  /** Paths from the repository's root, with their text. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** Every breach of the rule, as `file: what is wrong`; empty when all is well. */
export function findViolations(workspaces: readonly Workspace[]): readonly string[] {
  const entries = new Set(workspaces.flatMap(publicEntries))
  return workspaces.flatMap(workspace => {
    const rule = ruleOf(workspace)
    if (!rule) return [`${workspace.folder}: has no rule in scripts/check-dependencies.ts`]
    return [
      ...checkManifest(workspace),
      ...workspace.files.flatMap(file =>
        checkFile(workspace, rule, file, entries).map(what => `${file.path}: ${what}`),
      ),
    ]
  })
}

function ruleOf({ folder }: Workspace): Rule | undefined {
  const [parent, name = ''] = folder.split('/')
  return parent === 'packages' ? packageRules[name] : applicationRule
}

function publicEntries({ manifest }: Workspace): readonly string[] {
  return Object.keys(manifest.exports ?? {}).map(subpath => manifest.name + subpath.slice(1))
}

/** Core is a peer, so that an application has one copy of it; what core depends on must not depend on core. */
function checkManifest({ folder, manifest }: Workspace): readonly string[] {
  if (!folder.startsWith('packages/')) return []
  const { dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifest
  const found: string[] = []
  if (folder === 'packages/core') {
    const runtime = [...Object.keys(dependencies), ...Object.keys(peerDependencies)]
    if (runtime.length > 0) found.push(`core depends on ${runtime.join(', ')}`)
    const ours = Object.keys(devDependencies).filter(
      name => name.startsWith('@imageattach/') && !name.includes('/test-'),
    )
    if (ours.length > 0) found.push(`core develops against ${ours.join(', ')}, which depends on core`)
  } else {
    if (peerDependencies['@imageattach/core'] !== 'workspace:^')
      found.push('core must be a peer dependency, workspace:^')
    if (devDependencies['@imageattach/core'] !== 'workspace:*') found.push('core must be a dev dependency, workspace:*')
    const ours = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].filter(
      name => name.startsWith('@imageattach/') && name !== '@imageattach/core',
    )
    if (ours.length > 0) found.push(`depends on ${ours.join(', ')}`)
  }
  return found.map(what => `${folder}/package.json: ${what}`)
}

function checkFile(
  workspace: Workspace,
  rule: Rule,
  file: { readonly path: string; readonly text: string },
  entries: ReadonlySet<string>,
): readonly string[] {
  const { specifiers, usesBuffer } = readModule(file.path, file.text)
  const isCore = workspace.folder === 'packages/core'
  const found = specifiers.flatMap(specifier => {
    const what = judge(specifier)
    return what ? [`imports ${specifier}: ${what}`] : []
  })
  return isCore && usesBuffer ? [...found, 'uses Buffer: core has Uint8Array'] : found

  function judge(specifier: string): string | undefined {
    if (specifier.startsWith('.')) return judgeRelative(specifier)
    if (isBuiltin(specifier)) return judgeBuiltin(specifier)
    const name = packageName(specifier)
    if (name === workspace.manifest.name) return 'a package imports its own files by relative path'
    if (name.startsWith('@imageattach/')) return judgeOurs(specifier, name)
    return rule.libraries.some(pattern => matches(name, pattern)) ? undefined : 'not a library of this package'
  }

  function judgeRelative(specifier: string): string | undefined {
    const root = workspace.folder.startsWith('packages/') ? `${workspace.folder}/src` : workspace.folder
    const target = relative(root, join(dirname(file.path), specifier))
    return target === '..' || target.startsWith(`..${sep}`) ? `leaves ${root}` : undefined
  }

  function judgeBuiltin(specifier: string): string | undefined {
    if (!specifier.startsWith('node:')) return 'built-in modules are written with node:'
    if (rule.builtins) return undefined
    if (!isCore) return 'no built-in modules here'
    const allowed = coreEdgeModules[relative('packages/core/src', file.path)] ?? []
    return allowed.includes(specifier) ? undefined : 'core meets Node only in its edge modules'
  }

  function judgeOurs(specifier: string, name: string): string | undefined {
    if (!rule.ours.some(own => own === '*' || `@imageattach/${own}` === name)) return 'not a package it may know'
    return entries.has(specifier) ? undefined : 'not a public entry'
  }
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

interface ModuleFacts {
  readonly specifiers: readonly string[]
  readonly usesBuffer: boolean
}

type Node = { readonly type: string } & Record<string, unknown>

/** Type imports count as imports: a declaration file that names another library needs it installed. */
function readModule(path: string, text: string): ModuleFacts {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const specifiers: string[] = []
  let usesBuffer = false
  visit(program)
  return { specifiers, usesBuffer }

  function visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
      return
    }
    if (!isNode(value)) return
    const specifier = specifierOf(value)
    if (specifier !== undefined) specifiers.push(specifier)
    if (value.type === 'Identifier' && value.name === 'Buffer') usesBuffer = true
    for (const child of Object.values(value)) visit(child)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.source)
    case 'TSExternalModuleReference':
      return literal(node.expression)
    case 'CallExpression':
      return isNode(node.callee) && node.callee.name === 'require' && Array.isArray(node.arguments)
        ? literal(node.arguments[0])
        : undefined
    default:
      return undefined
  }
}

function literal(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : undefined
}

function readWorkspaces(root: string): readonly Workspace[] {
  const folders = globSync(['packages/*', 'apps/*', 'docs', 'examples/*'], { cwd: root })
  return folders
    .map(path => path.split(sep).join('/'))
    .sort()
    .flatMap(folder => readWorkspace(root, folder))
}

function readWorkspace(root: string, folder: string): readonly Workspace[] {
  const manifest = tryRead(join(root, folder, 'package.json'))
  if (manifest === undefined) return []
  const sources = folder.startsWith('packages/') ? 'src/**/*.{ts,tsx}' : '**/*.{ts,tsx,mts}'
  const files = globSync(sources, {
    cwd: join(root, folder),
    exclude: path => /(^|[\\/])(node_modules|dist|cache|test)$|\.config\.m?ts$|\.test\.tsx?$/.test(String(path)),
  }).map(path => `${folder}/${path.split(sep).join('/')}`)
  return [
    {
      folder,
      manifest: JSON.parse(manifest) as Manifest,
      files: files.sort().map(path => ({ path, text: readFileSync(join(root, path), 'utf8') })),
    },
  ]
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const workspaces = readWorkspaces(root)
  const violations = findViolations(workspaces)
  for (const violation of violations) console.error(violation)
  const files = workspaces.reduce((count, workspace) => count + workspace.files.length, 0)
  console.log(`${violations.length} violations in ${files} files of ${workspaces.length} workspaces`)
  if (violations.length > 0) process.exitCode = 1
}
