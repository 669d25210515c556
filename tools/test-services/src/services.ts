import { findEmbeddedPostgres } from './embedded-postgres.ts'

/** A server that some tests need. While it has no `url`, they are skipped and counted as skipped. */
export interface TestService {
  readonly name: string
  /** The environment variable that names the server. */
  readonly variable: string
  readonly url: string | undefined
  /** Why its tests are skipped; `undefined` when they run. */
  readonly missing: string | undefined
}

export const mariadb: TestService = fromEnvironment('MariaDB', 'TEST_MYSQL_URL')
/** Its URL holds the keys: `http://KEY:SECRET@127.0.0.1:7480`. */
export const s3: TestService = fromEnvironment('Ceph RGW', 'TEST_S3_URL')
export const redis: TestService = fromEnvironment('Redis', 'TEST_REDIS_URL')
/** Without a URL, `setup.ts` starts an embedded server and sets the variable before the test files are loaded. */
export const postgres: TestService = orEmbedded(fromEnvironment('PostgreSQL', 'TEST_PG_URL'))

export const services: readonly TestService[] = [postgres, mariadb, redis, s3]

const requiresServices = process.env.TEST_REQUIRE_SERVICES === '1'

/** Whether long suites run on every isolation level and size of pool: in CI, or when they are asked to. */
export const runsAllSettings = requiresServices || process.env.TEST_ALL_SETTINGS === '1'

if (requiresServices) {
  const unset = services.filter(service => !service.url).map(service => service.variable)
  if (unset.length > 0) throw new Error(`TEST_REQUIRE_SERVICES=1, but not set: ${unset.join(', ')}`)
}

function fromEnvironment(name: string, variable: string): TestService {
  const url = process.env[variable] || undefined
  return { name, variable, url, missing: url ? undefined : `${variable} is not set` }
}

function orEmbedded(service: TestService): TestService {
  if (service.url) return service
  const embedded = findEmbeddedPostgres()
  const missing = 'missing' in embedded ? `${service.missing}, and ${embedded.missing}` : undefined
  return { ...service, missing }
}
