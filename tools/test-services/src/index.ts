export type { TestService } from './services.ts'
export { mariadb, postgres, redis, requiresServices, services } from './services.ts'
