"""How good: editions, published standings. Values in, values out."""
