import { ConnectionError } from './errors.js'

/**
 * What adapters throw for a transaction of another database than their own: rows would be written there, and files be
 * looked after here, where no row is.
 */
export function anotherDatabase(): ConnectionError {
  return new ConnectionError(
    'This transaction belongs to another database than these images; one set of attachments has one database, so make ' +
      'a second one for the other',
  )
}
