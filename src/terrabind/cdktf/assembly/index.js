"use strict";
// The node side of terrabind.cdktf.base: elements whose attributes travel in the message that creates them, so that synthesis
// never has to ask Python for anything. A kit element asks twice, which costs two more round trips per construct.
const cdktf = require("cdktf");

const NAME = "terrabind-cdktf";
const VERSION = require("./package.json").version;
const RTTI = Symbol.for("jsii.rtti");

/** Says for each attribute what the kit's HCL renderer asks: it writes empty blocks when nobody tells it. */
function typed(attributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { value, isBlock: false, ...shape(value) }]),
  );
}

function shape(value) {
  if (Array.isArray(value)) return { type: "list", storageClassType: `${typeof value[0]}List` };
  if (value !== null && typeof value === "object" && value.constructor === Object)
    return { type: "map", storageClassType: "stringMap" };
  return { type: "simple", storageClassType: typeof value };
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
      return typed(this._given);
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
