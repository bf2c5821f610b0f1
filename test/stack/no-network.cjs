/** Preloaded into a program: rejects every connection and logs it to the file in NETWORK_LOG. */
'use strict';
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

Socket.prototype.connect = (...args) => {
    appendFileSync(process.env.NETWORK_LOG, `${JSON.stringify(args)}\n`);
    throw new Error('The network is disabled.');
};
