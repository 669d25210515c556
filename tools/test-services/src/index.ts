export type { TestService } from './services.ts'
export { mariadb, postgres, redis, runsAllSettings, services } from './services.ts'
