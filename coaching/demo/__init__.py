"""Made-up people with made-up weeks behind them, told through the same services as real ones."""
