import { existsSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exitCodeOf, UsageError } from './command-error.js'
import type { CommandImages, ImageAttachConfig } from './config.js'
import { exitCodes } from './exit-code.js'

const defaultNames = ['ts', 'mts', 'js', 'mjs'].map(extension => `imageattach.config.${extension}`)

/** The methods by which a command knows the images of an adapter. */
const methods: readonly (keyof CommandImages)[] = ['verify', 'sweep', 'reap', 'planUpgrade', 'migrate', 'settled']

/** Every key of a configuration, with what it must be. */
const checks: Readonly<Record<keyof ImageAttachConfig, (value: unknown) => string | undefined>> = {
  images: value =>
    isImages(value)
      ? undefined
      : `must be what kyselyImages(…), typeormImages(…) or objectionImages(…) made, and is ${describe(value)}`,
  close: value =>
    value === undefined || typeof value === 'function' ? undefined : `must be a function, and is ${describe(value)}`,
}

/**
 * Loads a configuration, TypeScript by Node's own type stripping.
 *
 * @throws {@link UsageError} for a file that is missing or broken, and for one that exports something else
 */
export async function loadConfig(path: string | undefined): Promise<ImageAttachConfig> {
  const file = path === undefined ? findConfig() : resolve(path)
  const name = path ?? basename(file)
  if (!existsSync(file)) throw new UsageError(`There is no configuration ${name}`)
  const exported = await importConfig(file, name)
  if (exported === undefined) {
    throw new UsageError(`${name} has no default export: write "export default defineConfig({ images })"`)
  }
  const config: unknown = typeof exported === 'function' ? await exported() : exported
  return checkConfig(config, name)
}

function findConfig(): string {
  const found = defaultNames.map(name => resolve(name)).find(existsSync)
  if (found) return found
  throw new UsageError(
    `There is no ${defaultNames[0]} in this folder, nor one of ${defaultNames.slice(1).join(', ')}: ` +
      'write one, or name another with --config',
  )
}

async function importConfig(file: string, name: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(file).href)
    return module.default
  } catch (error) {
    if (exitCodeOf(error) === exitCodes.unreachable) throw error
    throw new UsageError(`${name} cannot be loaded: ${importFailure(error, file)}`, { cause: error })
  }
}

/** Node says where a syntax error is in the stack, and of JavaScript that is imported not at all. */
function importFailure(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return `Node ${process.versions.node} does not read TypeScript; take Node 22.18 or later, or write it in JavaScript (.mjs)`
  }
  const message = `${error.name}: ${error.message}`
  const [place = ''] = error.stack?.split('\n') ?? []
  if (/:\d+$/.test(place)) return `${message} (${relative('', place)})`
  return error instanceof SyntaxError ? `${message}; "node --check ${relative('', file)}" says where` : message
}

function checkConfig(config: unknown, name: string): ImageAttachConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(`${name} exports ${describe(config)}: write "export default defineConfig({ images })"`)
  }
  if (isImages(config)) {
    throw new UsageError(`${name} exports the images themselves: write "export default defineConfig({ images })"`)
  }
  const known = Object.keys(checks)
  const unknown = Object.keys(config).find(key => !known.includes(key))
  if (unknown !== undefined) {
    throw new UsageError(`${name} has an unknown key "${unknown}"; it may have ${known.join(' and ')}`)
  }
  for (const [key, check] of Object.entries(checks)) {
    const problem = check((config as Readonly<Record<string, unknown>>)[key])
    if (problem !== undefined) throw new UsageError(`${name}: "${key}" ${problem}`)
  }
  return config as ImageAttachConfig // checked
}

function isImages(value: unknown): value is CommandImages {
  if (typeof value !== 'object' || value === null) return false
  return methods.every(method => typeof (value as Partial<CommandImages>)[method] === 'function')
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return `an object with ${Object.keys(value).join(', ') || 'no keys'}`
  return typeof value === 'function' ? 'a function' : `${typeof value} ${JSON.stringify(value)}`
}
