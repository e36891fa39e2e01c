// Reads Arrow IPC streams with the npm package apache-arrow and writes their rows as JSON.
// Usage: node rows.cjs <folder of the package> <folder>: for each <name>.arrow it writes <name>.json, an array of rows.
// A value is null or a text; that of a list an array, that of a map or struct an array of pairs.
'use strict';
const fs = require('fs');
const path = require('path');
const { DataType, tableFromIPC } = require(path.resolve(process.argv[2]));
const folder = process.argv[3];

function decimal(type, value) {
    const words = new Uint32Array(value.buffer, value.byteOffset, value.byteLength / 4);
    let unscaled = 0n;
    for (let i = words.length - 1; i >= 0; i--) {
        unscaled = (unscaled << 32n) | BigInt(words[i]);
    }
    unscaled = BigInt.asIntN(words.length * 32, unscaled);
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(type.scale + 1, '0');
    const point = digits.length - type.scale;
    return (unscaled < 0n ? '-' : '') + digits.slice(0, point) + (type.scale > 0 ? '.' + digits.slice(point) : '');
}

function read(type, value) {
    if (value === null || value === undefined) {
        return null;
    }
    if (DataType.isList(type)) {
        return Array.from(value, element => read(type.children[0].type, element));
    }
    if (DataType.isMap(type)) {
        const [key, item] = type.children[0].type.children;
        return Array.from(value, entry => [read(key.type, entry[0]), read(item.type, entry[1])]);
    }
    if (DataType.isStruct(type)) {
        return type.children.map(field => [field.name, read(field.type, value[field.name])]);
    }
    if (DataType.isDecimal(type)) {
        return decimal(type, value);
    }
    if (DataType.isBinary(type)) {
        return Buffer.from(value).toString('hex');
    }
    return Object.is(value, -0) ? '-0' : String(value);
}

for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.arrow'))) {
    const table = tableFromIPC(fs.readFileSync(path.join(folder, file)));
    const columns = table.schema.fields.map((field, i) => ({ type: field.type, values: table.getChildAt(i) }));
    const rows = [];
    for (let row = 0; row < table.numRows; row++) {
        rows.push(columns.map(column => read(column.type, column.values.get(row))));
    }
    const fields = table.schema.fields.map(field => [field.name, field.nullable]);
    fs.writeFileSync(path.join(folder, file.replace(/arrow$/, 'json')), JSON.stringify({ fields, rows }));
}
