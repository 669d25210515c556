export type { TestService } from './services.ts'
export { mariadb, postgres, redis, services } from './services.ts'
