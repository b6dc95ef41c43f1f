"""A payment gateway on loopback that speaks WeChat Pay API v3 and Alipay with keys of its own, as badly as told."""
