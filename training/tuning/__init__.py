"""LoRA fine-tuning of the serving model on the approved pairs of the database."""
