import SQLite from 'better-sqlite3'

/** Opens the file as the store needs it, and makes the table if there is none. */
export function openDatabase(file: string): SQLite.Database {
  const database = new SQLite(file)
  database.pragma('journal_mode = wal')
  // With the default of better-sqlite3, a power cut may undo what was committed last.
  database.pragma('synchronous = full')
  database.exec(
    'create table if not exists image_file (path text primary key, bytes blob not null, modified_at integer not null)',
  )
  return database
}
