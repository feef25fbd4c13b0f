DROP TABLE brand_texts;
