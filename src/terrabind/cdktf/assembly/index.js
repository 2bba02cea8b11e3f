"use strict";
// The node side of terrabind.cdktf.base: elements whose attributes travel in the message that creates them, so that synthesis
// never has to ask Python for anything. A kit element asks twice, which costs two more round trips per construct.
const cdktf = require("cdktf");

const NAME = "terrabind-cdktf";
const VERSION = require("./package.json").version;
const RTTI = Symbol.for("jsii.rtti");

/** Says for each attribute what the kit's HCL renderer asks: it writes empty blocks when nobody tells it. */
function typed(attributes, seesThrough) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { isBlock: false, ...shape(value, seesThrough) }]),
  );
}

function shape(value, seesThrough) {
  if (isDeep(value, seesThrough)) return { value: quoted(value), type: "any", storageClassType: "any" };
  if (Array.isArray(value)) return { value, type: "list", storageClassType: `${typeof value[0]}List` };
  if (isPlain(value)) return { value, type: "map", storageClassType: "stringMap" };
  return { value, type: "simple", storageClassType: typeof value };
}

function isPlain(value) {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

/** Tells whether there is a list below the top, which the kit writes as a map, or a token that may hold one. */
function isDeep(value, seesThrough) {
  if (Array.isArray(value)) return value.some((member) => typeof member === "object" || typeof member !== typeof value[0]);
  if (!isPlain(value)) return false;
  return Object.values(value).some(
    (member) => Array.isArray(member) || isDeep(member, seesThrough) || (seesThrough && isToken(member)),
  );
}

function isToken(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !isPlain(value);
}

/** Writes texts as HCL does: where the kit looks into a value of any type, it takes some of them for numbers or code. */
function quoted(value) {
  if (Array.isArray(value)) return isListToken(value) ? value : value.map(quoted);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, quoted(member)]));
  if (typeof value !== "string") return value;
  if (!value.includes("${")) return `"${escaped(value)}"`;
  return value.split(/(\$\{(?:[^{}]|\{[^{}]*\})*\})/).map((part, index) => (index % 2 ? part : escaped(part))).join("");
}

function escaped(text) {
  // HCL knows JSON's escapes but for these two.
  const others = { "\\b": "\\u0008", "\\f": "\\u000c" };
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\./g, (pair) => others[pair] ?? pair);
}

function isListToken(value) {
  return value.length === 1 && typeof value[0] === "string" && value[0].startsWith("#{TfToken[");
}

/** Gives a kit class its attributes through the constructor. */
function withAttributes(Base, name) {
  class Element extends Base {
    constructor(scope, id, config, attributes) {
      super(scope, id, config);
      this._given = attributes;
    }
    replaceAttributes(attributes) {
      this._given = attributes;
    }
    synthesizeAttributes() {
      return this._given;
    }
    synthesizeHclAttributes() {
      return typed(this._given, name === "Provider");
    }
  }
  return tagged(Element, name);
}

function tagged(Class, name) {
  Class[RTTI] = { fqn: `${NAME}.${name}`, version: VERSION };
  return Class;
}

class Provider extends withAttributes(cdktf.TerraformProvider, "Provider") {
  constructor(scope, id, config, attributes, alias) {
    super(scope, id, config, attributes);
    this._alias = alias;
  }
  // Kept here, because every resource that names this provider reads it four times.
  get alias() {
    return this._alias;
  }
  set alias(value) {
    this._alias = value;
  }
}

exports.Resource = withAttributes(cdktf.TerraformResource, "Resource");
exports.DataSource = withAttributes(cdktf.TerraformDataSource, "DataSource");
exports.Provider = tagged(Provider, "Provider");
