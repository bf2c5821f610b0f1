/** Starts an emulator of AWS before the suite, and stops it behind it. */
import { startServers } from '../support/start-servers.ts';

export const setup = async (): Promise<() => Promise<void>> => startServers('test/deploy/emulator.sh');
