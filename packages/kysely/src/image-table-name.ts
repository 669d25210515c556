import type { KeyValue } from '@imageattach/core'
import type { SelectType } from 'kysely'

/** The columns that a table of images needs, in the order in which a missing one is reported. */
type RequiredColumns = readonly [
  readonly ['width', number],
  readonly ['height', number],
  readonly ['mimetype', string],
  readonly ['original', boolean | number],
  readonly ['created_at', Date | string],
  readonly ['path', string],
  readonly ['source', string],
  readonly ['store', string],
  readonly ['variant', string],
  readonly ['byte_size', number | string | bigint | null],
  readonly ['checksum', string | null],
  readonly ['placeholder', string | null],
  readonly ['filename', string | null],
  readonly ['metadata', string | null],
]

/** Image columns in both spellings; an application with CamelCasePlugin writes the second. */
type ImageColumnName = RequiredColumns[number][0] | CamelCase<RequiredColumns[number][0]>

type CamelCase<TName extends string> = TName extends `${infer THead}_${infer TTail}`
  ? `${THead}${Capitalize<CamelCase<TTail>>}`
  : TName

/** The first image column that the table lacks or has with another type; `never` for a table of images. */
type FirstMissing<TTable, TColumns = RequiredColumns> = TColumns extends readonly [
  readonly [infer TName extends string, infer TValue],
  ...infer TRest,
]
  ? HasColumn<TTable, TName, TValue> extends true
    ? FirstMissing<TTable, TRest>
    : TName
  : never

type HasColumn<TTable, TName extends string, TValue> = TName extends keyof TTable
  ? Fits<TTable[TName], TValue>
  : CamelCase<TName> extends infer TCamel extends keyof TTable
    ? Fits<TTable[TCamel], TValue>
    : false

type Fits<TColumn, TValue> = [SelectType<TColumn>] extends [TValue] ? true : false

/**
 * The name of a table of images. For an unknown table the compiler lists the tables; for a table that lacks image
 * columns it says which one is the first.
 */
export type ImageTableName<DB, TTable extends string> = keyof DB & string extends TTable
  ? keyof DB & string
  : TTable extends keyof DB
    ? [FirstMissing<DB[TTable]>] extends [never]
      ? TTable
      : TTable & {
          error: `table "${TTable}": image column "${FirstMissing<DB[TTable]>}" is missing or has another type`
        }
    : keyof DB & string

/** The columns of a table that can hold an owner's key or a discriminator. */
export type KeyColumnName<DB, TTable extends keyof DB> = {
  [TName in Exclude<keyof DB[TTable] & string, ImageColumnName>]: [SelectType<DB[TTable][TName]>] extends [KeyValue]
    ? TName
    : never
}[Exclude<keyof DB[TTable] & string, ImageColumnName>]

/** The values of some key columns. */
export type KeyOf<DB, TTable extends keyof DB, TNames extends string> = {
  readonly [TName in TNames & keyof DB[TTable]]: SelectType<DB[TTable][TName]>
}

/** The columns that the application added: neither image columns nor the key. */
export type OwnColumnName<DB, TTable extends keyof DB, TKey extends string> = Exclude<
  keyof DB[TTable] & string,
  ImageColumnName | TKey
>
