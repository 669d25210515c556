export { FileSystemStore, type FileSystemStoreOptions } from './file-system-store.js'
export { HttpExposedFileSystemStore, type HttpExposedFileSystemStoreOptions } from './http-exposed-file-system-store.js'
