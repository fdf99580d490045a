import { networkInterfaces } from 'node:os';
import { classifyInterfaces, type FoundInterface } from './interfaces';

/** The addresses this computer has at this moment. */
export const readInterfaces = (): FoundInterface[] => classifyInterfaces(networkInterfaces());
