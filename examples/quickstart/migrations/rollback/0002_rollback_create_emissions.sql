DROP TABLE emissions;
