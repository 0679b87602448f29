"""Files of other projects that the pages carry; ``vendor.toml`` lists them."""
