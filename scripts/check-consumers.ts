/**
 * Uses the packages as an application does: packed, by their declarations, once with the oldest compiler and libraries
 * that they support, once with the newest; from modules, and from CommonJS as each compiler has it by default. The
 * programs are the type tests, with what must not compile.
 *
 * The packages must be built. TEST_REQUIRE_SERVICES=1 also imports them with the oldest Node, which npx then fetches.
 */
import { execFile } from 'node:child_process'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly engines: { readonly node: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const older = join(root, 'tools/older-versions')
const packages = globSync('packages/*/package.json', { cwd: root })
  .map(path => ({
    folder: join(root, dirname(path)),
    manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest,
  }))
  .filter(({ manifest }) => !manifest.private)

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
  noEmit: true,
}

/** CommonJS: the old compiler looks at no `exports` then, the new one takes `require` of a module for granted. */
const commonJs = {
  oldest: { module: 'CommonJS', moduleResolution: 'Node10' },
  newest: { module: 'NodeNext' },
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'imageattach-consumers-')))
try {
  const tarballs = await Promise.all(packages.map(pack))
  await Promise.all([checkApplication('oldest', older, tarballs), checkApplication('newest', undefined, tarballs)])
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

async function pack({ folder }: Package): Promise<string> {
  const tarball = join(scratch, `${basename(folder)}.tgz`)
  await run('pnpm', ['pack', '--out', tarball], { cwd: folder })
  return tarball
}

/**
 * An application that has everything installed.
 *
 * @param versions - the workspace that has its libraries and its compiler. Default: those of the packages
 */
async function checkApplication(
  name: keyof typeof commonJs,
  versions: string | undefined,
  tarballs: readonly string[],
): Promise<void> {
  const application = join(scratch, name)
  const modules = join(application, 'node_modules')
  await Promise.all(packages.map((one, index) => install(one, tarballs[index] ?? '', modules, versions)))
  link(join(root, 'node_modules/@types/node'), join(modules, '@types/node'))
  for (const [type, options] of Object.entries({ module: {}, commonjs: commonJs[name] })) {
    const programs = join(application, type)
    mkdirSync(programs)
    writeFileSync(join(programs, 'package.json'), JSON.stringify({ type }))
    writeFileSync(
      join(programs, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...options } }),
    )
    for (const program of packages.flatMap(typeTests)) writeFileSync(join(programs, program.name), program.text)
    report(`the types with the ${name} compiler and libraries (${type})`, await compile(programs, versions ?? root))
    report(`the ${name} libraries and this Node (${type})`, await load(programs, process.execPath))
    if (process.env.TEST_REQUIRE_SERVICES !== '1') continue
    const node = `node-linux-${process.arch}@${oldestNode()}`
    const onOldest = await load(programs, 'npx', ['--yes', '--package', node, 'node'])
    report(`the ${name} libraries and ${node} (${type})`, onOldest)
  }
}

async function install({ folder, manifest }: Package, tarball: string, modules: string, versions: string | undefined) {
  const target = join(modules, manifest.name)
  mkdirSync(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
  const libraries = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  for (const library of libraries.filter(name => !name.startsWith('@imageattach/'))) {
    const [source] = globSync([versions ?? folder, folder].map(place => join(place, 'node_modules', library)))
    link(source ?? '', join(modules, library))
  }
}

function link(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true })
  rmSync(target, { force: true })
  symlinkSync(source, target)
}

/** The type tests of a package, which import it by its name here. */
function typeTests({ folder, manifest }: Package): readonly { readonly name: string; readonly text: string }[] {
  return globSync('test-d/*.ts', { cwd: folder }).map(path => ({
    name: `${basename(folder)}-${basename(path)}`,
    text: readFileSync(join(folder, path), 'utf8').replaceAll(/'\.\.\/src\/[\w-]+\.js'/g, `'${manifest.name}'`),
  }))
}

/** The errors in the programs and in our declarations; libraries may have some with a compiler that they do not know. */
async function compile(programs: string, compiler: string): Promise<readonly string[]> {
  const tsc = join(compiler, 'node_modules/typescript/bin/tsc')
  const output = await outputOf(process.execPath, [tsc, '-p', 'tsconfig.json', '--pretty', 'false'], programs)
  const errors = output.split('\n').filter(line => /error TS\d+/.test(line))
  return errors.filter(line => !line.startsWith('../') || line.startsWith('../node_modules/@imageattach/'))
}

/** What goes wrong when all entries are loaded, by `import` or by `require`, from a folder of programs of that type. */
async function load(programs: string, command: string, parameters: readonly string[] = []): Promise<readonly string[]> {
  const entries = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter(subpath => subpath !== './package.json')
      .map(subpath => manifest.name + subpath.slice(1)),
  )
  const type = basename(programs)
  const word = type === 'module' ? 'await import' : 'require'
  const program = `${entries.map(entry => `${word}('${entry}')`).join('\n')}\nconsole.log('loaded', process.version)`
  const output = await outputOf(command, [...parameters, `--input-type=${type}`, '--eval', program], programs)
  return /^loaded v/m.test(output) ? [] : [output]
}

async function outputOf(command: string, parameters: readonly string[], cwd: string): Promise<string> {
  try {
    return (await run(command, parameters, { cwd, maxBuffer: 1e8 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string } // of execFile
    return `${stdout}${stderr}` || String(error)
  }
}

/** `>=22.13` is met by 22.13.0 first. */
function oldestNode(): string {
  const [oldest = ''] = new Set(packages.map(({ manifest }) => manifest.engines.node.replace('>=', '')))
  return `${oldest}.0`
}

function report(what: string, failures: readonly string[]): void {
  console.log(`${failures.length === 0 ? 'fit' : 'not fit'}: ${what}`)
  for (const failure of failures) console.error(failure)
  if (failures.length > 0) process.exitCode = 1
}
