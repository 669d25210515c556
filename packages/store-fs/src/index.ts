export { FileSystemStore, type FileSystemStoreOptions } from './file-system-store.js'
