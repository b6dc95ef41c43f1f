"""Cases stopped on suspicion that wait for the investigators (嫌疑调查)."""
