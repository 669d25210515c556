export { type CommandImages, type ConfigSource, defineConfig, type ImageAttachConfig } from './config.js'
