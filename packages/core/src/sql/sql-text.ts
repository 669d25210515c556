import type { SqlDialect } from './sql-dialect.js'

/** A statement in one dialect, ready to run. */
export interface SqlStatement {
  /**
   * Its placeholders are those of the dialect, `$1`, `$2` … or `?`, each once and in order. Without parameters it has
   * none, whatever it looks like.
   */
  readonly text: string
  /** Strings, numbers, bigints, booleans and null; values of the application's own columns as the application gave them. */
  readonly parameters: readonly unknown[]
}

/**
 * A piece of SQL with its values kept apart. Values never become text: each is a parameter, an identifier, or another
 * piece.
 */
export class SqlText {
  readonly #strings: readonly string[]
  readonly #values: readonly unknown[]

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.#strings = strings
    this.#values = values
  }

  /** The statement as the dialect writes it. */
  compile(dialect: SqlDialect): SqlStatement {
    const parameters: unknown[] = []
    return { text: this.#write(dialect, parameters), parameters }
  }

  #write(dialect: SqlDialect, parameters: unknown[]): string {
    return this.#strings.reduce((text, string, index) => {
      const value = this.#values[index - 1]
      if (value instanceof SqlText) return text + value.#write(dialect, parameters) + string
      if (value instanceof SqlIdentifier) return text + value.quote(dialect) + string
      parameters.push(value)
      return text + dialect.placeholder(parameters.length) + string
    })
  }
}

class SqlIdentifier {
  readonly #parts: readonly string[]

  constructor(parts: readonly string[]) {
    this.#parts = parts
  }

  quote(dialect: SqlDialect): string {
    return this.#parts.map(part => dialect.quote(part)).join('.')
  }
}

/** Writes SQL: `` sql`delete from ${id('t')} where x = ${value}` ``. */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): SqlText {
  return new SqlText(strings, values)
}

/** The name of a table or column, quoted; several parts are joined by dots. */
export function id(...parts: readonly string[]): SqlIdentifier {
  return new SqlIdentifier(parts)
}

/** Text that is SQL already. Only for constants of this package. */
export function raw(text: string): SqlText {
  return new SqlText([text], [])
}

/** Several pieces with a separator between them. */
export function join(pieces: readonly unknown[], separator = ', '): SqlText {
  if (pieces.length === 0) return raw('')
  return new SqlText(['', ...pieces.slice(1).map(() => separator), ''], pieces)
}
