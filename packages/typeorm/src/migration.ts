import { defaultLedgerName, ledgerStatements } from '@imageattach/core/sql'
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm'
import { ledgerNames } from './ledger-names.js'
import { sqlDialectOf } from './sql-dialect-of.js'

/** Options of {@link createLedger}. */
export interface LedgerOptions {
  /** Default `imageattach_ledger`; then pass the same `ledger` to `typeormImages`. */
  readonly name?: string
  /** Leaves a ledger alone that exists, for applications that use `synchronize`. Default false: that is an error. */
  readonly ifMissing?: boolean
}

/**
 * Creates the ledger, the small table in which ImageAttach keeps its promises about files, and writes the namespace
 * of the application into it. One for each database. `synchronize` and generated migrations leave it alone.
 *
 * ```ts
 * import { createLedger } from '@imageattach/typeorm'
 * import type { MigrationInterface, QueryRunner } from 'typeorm'
 *
 * export class AddPictures1764000000000 implements MigrationInterface {
 *   async up(queryRunner: QueryRunner): Promise<void> {
 *     await createLedger(queryRunner)
 *   }
 *
 *   async down(queryRunner: QueryRunner): Promise<void> {
 *     await queryRunner.dropTable('imageattach_ledger')
 *   }
 * }
 * ```
 */
export async function createLedger(on: QueryRunner | DataSource, options: LedgerOptions = {}): Promise<void> {
  if ('createQueryRunner' in on) {
    const runner = on.createQueryRunner()
    try {
      await createLedger(runner, options)
    } finally {
      await runner.release()
    }
    return
  }
  const dataSource = on.connection // 1.x calls it dataSource, and keeps this name for 0.3
  const name = ledgerNames(dataSource, options.name ?? defaultLedgerName)
  if (options.ifMissing && (await on.hasTable(name.join('.')))) return
  for (const statement of ledgerStatements(sqlDialectOf(dataSource), name)) await on.query(statement)
}

/** A migration that is ready for the `migrations` of a DataSource: {@link createLedger}, and the way back. */
export class CreateImageLedger1764000000000 implements MigrationInterface {
  readonly name = 'CreateImageLedger1764000000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await createLedger(queryRunner)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(ledgerNames(queryRunner.connection, defaultLedgerName).join('.'))
  }
}
