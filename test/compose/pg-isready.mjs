#!/usr/local/bin/node
// Stands in for `pg_isready`: 0 when a server answers the request for an encrypted connection.
const { connect } = process.getBuiltinModule('node:net');
const socket = connect(5432, '127.0.0.1');
socket.setTimeout(2_000, () => process.exit(2));
socket.on('error', () => process.exit(2));
socket.on('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
socket.on('data', () => process.exit(0));
