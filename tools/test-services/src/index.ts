export type { TestService } from './services.ts'
export { mariadb, postgres, redis, runsAllSettings, s3, services } from './services.ts'
