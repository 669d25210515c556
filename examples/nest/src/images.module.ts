import { createLedger } from '@imageattach/typeorm'
import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { images } from './images.ts'

/** Connects the images when Nest has opened the data source, and lets them finish before it is closed. */
@Module({})
export class ImagesModule implements OnModuleInit, OnModuleDestroy {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async onModuleInit(): Promise<void> {
    await createLedger(this.#dataSource, { ifMissing: true }) // beside `synchronize`; else in a migration
    images.connect(this.#dataSource)
  }

  async onModuleDestroy(): Promise<void> {
    await images.settled()
  }
}
