"""The number pool (号牌号码池): segments, draws, holds."""
