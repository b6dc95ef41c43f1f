"""Learnt estimates for whoever shows a wait: asked of the lane as it stands, judged by the journal, learnt at night."""
