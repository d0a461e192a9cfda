/**
 * Loaded first in every thread that the user's code starts: what it finds there is what the environment's own
 * thread has. Its streams are Node's, which lead to the environment's.
 */
import { getEnvironmentData } from 'node:worker_threads';
import { installBridge } from './bridge/bridge.ts';
import { bridgeNestedThreads, NESTED_SETTINGS, type NestedSettings } from './bridge/nested-threads.ts';
import { captureDescriptors } from './descriptors.ts';
import { beforeImport, supplyPackages } from './supplied-packages.ts';

const nested = getEnvironmentData(NESTED_SETTINGS) as NestedSettings;

// A child process would inherit the flag that loads this module, and has no use for it.
const flag = process.execArgv.indexOf(import.meta.url);
if (flag > 0) process.execArgv.splice(flag - 1, 2);

captureDescriptors((name, bytes) => process[name].write(bytes));
installBridge(nested.settings.bridge, () => nested.authority);
bridgeNestedThreads(import.meta.url, () => nested);
supplyPackages(nested.taskRoot, nested.settings);
// It may be an ES module that the thread begins with.
beforeImport();
if (!nested.ownsProcess) process.cwd = () => nested.taskRoot;
