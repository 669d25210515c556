#!/usr/bin/env node
import { VERSION } from '@imageattach/core'
import { createProgram } from './program.js'

await createProgram(VERSION).parseAsync()
