import {
  type Attachment,
  type AttachmentOptions,
  attachmentOf,
  describeTable,
  ImageAttach,
  type ImageAttachOptions,
  type ImageTable,
  type ImageTypes,
  imageColumnsBy,
  type KeyValue,
  ownerKeyOf,
} from '@imageattach/core'
import { getTableColumns, getTableName, type InferInsertModel, type InferSelectModel } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import { type Database, DrizzleRepository, type Handle, type Transaction } from './drizzle-repository.ts'
import type { imageColumns } from './image-columns.ts'

export interface DrizzleImagesOptions extends ImageAttachOptions {
  readonly db: Database
}

/** A column of the table that can hold a key. */
type KeyName<TTable extends PgTable> = {
  [TName in keyof InferSelectModel<TTable> & string]: InferSelectModel<TTable>[TName] extends KeyValue ? TName : never
}[keyof InferSelectModel<TTable> & string]

type KeyOf<TTable extends PgTable, TNames extends string> = Pick<
  InferSelectModel<TTable>,
  TNames & keyof InferSelectModel<TTable>
>

export interface DrizzleTypes<TTable extends PgTable, TOwner extends string, TDiscriminator extends string>
  extends ImageTypes {
  readonly handle: Handle
  readonly record: InferSelectModel<TTable>
  readonly columns: Omit<InferInsertModel<TTable>, TOwner | TDiscriminator | keyof ReturnType<typeof imageColumns>>
  readonly owner: KeyOf<TTable, TOwner>
  readonly discriminator: KeyOf<TTable, TDiscriminator>
}

export class DrizzleImages extends ImageAttach<Handle, Transaction> {
  constructor({ db, ...options }: DrizzleImagesOptions) {
    super(new DrizzleRepository(db), options)
  }

  attachment<
    TTable extends PgTable,
    const TOwner extends readonly KeyName<TTable>[],
    const TDiscriminator extends readonly KeyName<TTable>[] = readonly [],
  >(
    table: TTable,
    options: AttachmentOptions<TDiscriminator, KeyOf<TTable, TOwner[number] | TDiscriminator[number]>> & {
      readonly owner: TOwner
    },
  ): Attachment<DrizzleTypes<TTable, TOwner[number], TDiscriminator[number]>, TDiscriminator> {
    const described = imageTable(table, options)
    const definition = this.define<DrizzleTypes<TTable, TOwner[number], TDiscriminator[number]>>({
      table: described,
      ownerKey: owner => ownerKeyOf(described, owner),
      store: options.store,
    })
    return attachmentOf(definition, options.discriminator)
  }
}

/** The names of the table and its columns, as its definition in Drizzle has them. */
export function imageTable(
  table: PgTable,
  options: AttachmentOptions & { readonly owner: readonly string[] },
): ImageTable {
  const columns = getTableColumns(table)
  const columnOf = (name: string): string => columns[name]?.name ?? name
  const keyColumn = (name: string) => ({ name, column: columnOf(name) })
  return describeTable({
    name: getTableName(table),
    sqlName: getTableName(table),
    schema: getTableConfig(table).schema,
    owner: options.owner.map(keyColumn),
    discriminator: (options.discriminator ?? []).map(keyColumn),
    columns: imageColumnsBy(columnOf),
    columnOf,
    objectType: options.objectType,
    objectId: options.objectId,
    toRecord: row => recordOf(columns, row),
  })
}

/** The row as Drizzle itself would have returned it. */
function recordOf(columns: Readonly<Record<string, PgColumn>>, row: Readonly<Record<string, unknown>>): unknown {
  const values = Object.entries(columns).map(([name, column]) => {
    const value = row[column.name] ?? null
    return [name, value === null ? null : column.mapFromDriverValue(value)]
  })
  return Object.fromEntries(values)
}
