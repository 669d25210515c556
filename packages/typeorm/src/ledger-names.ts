import type { DataSource } from 'typeorm'

/** The ledger's name in its parts: in the schema that it names, else in that of the data source. */
export function ledgerNames({ options }: DataSource, name: string): readonly string[] {
  if (name.includes('.')) return name.split('.')
  return 'schema' in options && options.schema ? [options.schema, name] : [name]
}
