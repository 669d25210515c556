import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { AppModule } from './app.module.ts'

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] })
app.enableShutdownHooks()
app.useStaticAssets('pictures', { prefix: '/pictures/', immutable: true, maxAge: '1y' }) // a path is written once
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
console.log(`ready ${await app.getUrl()}`)
