export type { StoredObject } from './bucket.ts'
export { type Fault, type FaultOptions, type FaultProxy, startFaultProxy } from './fault-proxy.ts'
export { type RunningS3Server, type S3ServerOptions, startS3Server } from './s3-server.ts'
